"""What is made of the chapters besides the site: worksheets, a course, slides."""

"""What Sphinx needs beside Jupyter Book to make the pages: one file for each thing that it does to them."""

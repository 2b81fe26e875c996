"""Every equation of the book is checked by machine, as it is printed.

reading finds the formulas of a chapter, grammar turns LaTeX into a tree (calls tells functions from factors, writing
goes back), world and worlds are small networks on random numbers, evaluate gives a tree its value there, check
compares the sides, mutants makes slips that have to be refused, book goes through all chapters with table.yml, and
marks shows the reader what was checked.
"""

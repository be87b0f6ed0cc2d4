"""Runs a program that was written for python-aioarango, unedited, on arango_fastbatch.

Arguments: the program's file, and what it takes itself.
"""

import runpy
import sys

import arango_fastbatch

if __name__ == "__main__":
    arango_fastbatch.install_as("python_aioarango")
    _, program, *sys.argv[1:] = sys.argv
    runpy.run_path(program, run_name="__main__")

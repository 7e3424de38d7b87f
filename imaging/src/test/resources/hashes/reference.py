"""Writes reference.csv beside this file: what imagehash 4.3.2 (Pillow 12) and pdqhash 0.2.8 (PDQ's C++) say of the images in
the folders given.

    python reference.py FOLDER...
"""

import csv
import os
import sys

import imagehash
import numpy
import pdqhash
from PIL import Image


def row(path):
    image = Image.open(path)
    bits, quality = pdqhash.compute(numpy.asarray(image.convert("RGB")))
    pdq = numpy.packbits(bits).tobytes().hex()
    hashes = [imagehash.average_hash(image), imagehash.dhash(image), imagehash.phash(image), imagehash.whash(image)]
    return [os.path.basename(path), *map(str, hashes), pdq, quality]


def main():
    out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.csv")
    found = sorted(row(os.path.join(folder, name)) for folder in sys.argv[1:] for name in os.listdir(folder))
    with open(out, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "average", "difference", "perceptual", "wavelet", "pdq", "pdq_quality"])
        writer.writerows(found)


main()

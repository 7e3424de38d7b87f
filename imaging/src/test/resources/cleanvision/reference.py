"""Writes reference.csv beside this file: what CleanVision 0.3.8 says of the images in the folders given.

    python reference.py FOLDER...

Raw values are rounded to six digits; flags bear the names of Winnow's issues.
"""

import csv
import os
import sys

from cleanvision import Imagelab

FLAGS = {
    "dark": "DARK",
    "light": "BRIGHT",
    "low_information": "LOW_INFORMATION",
    "blurry": "BLURRY",
    "odd_aspect_ratio": "ODD_ASPECT_RATIO",
    "grayscale": "GRAYSCALE",
}
RAW = {
    "brightness_p99": ("dark", "brightness_perc_99"),
    "brightness_p5": ("dark", "brightness_perc_5"),
    "color_entropy": ("low_information", "entropy"),
    "edge_deviation": ("blurry", "blurriness"),
    "histogram_deviation": ("blurry", "blurriness_grayscale_std"),
}


def rows(folder):
    lab = Imagelab(data_path=folder)
    lab.find_issues({name: {} for name in FLAGS}, n_jobs=1, verbose=False)
    for path in lab.issues.index:
        raw = [f"{lab.info[issue][column][path]:.6g}" for issue, column in RAW.values()]
        flags = [name for issue, name in FLAGS.items() if lab.issues.at[path, f"is_{issue}_issue"]]
        yield [os.path.basename(path), *raw, " ".join(flags)]


def main():
    out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.csv")
    found = sorted(row for folder in sys.argv[1:] for row in rows(folder))
    with open(out, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", *RAW, "flags"])
        writer.writerows(found)


main()

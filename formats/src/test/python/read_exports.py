"""read_exports.py DIR: reads DIR/FORMAT with the tool it is meant for, and compares counts, labels and pixels with DIR/jsonl/items.jsonl."""

import collections
import contextlib
import glob
import hashlib
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
from PIL import Image

root = sys.argv[1]
items = [json.loads(line) for line in open(root + "/jsonl/items.jsonl", encoding="utf-8")]
by_key = {os.path.basename(i["file_name"]).split(".")[0]: i for i in items}
splits = collections.Counter(i["split"] for i in items)
objects = sorted({o["class"] for i in items for o in i["objects"]})
classes = sorted({c for i in items for c in i["classes"]})
HF = {"train": "train", "val": "validation", "test": "test"}


def pixels(item):
    return np.asarray(Image.open(f"{root}/jsonl/{item['file_name']}").convert("RGB"))


def same(a, b, what):
    assert a == b, f"{what}: {a!r}, expected {b!r}"


def same_pixels(image, item, what):
    assert np.array_equal(np.asarray(image.convert("RGB") if hasattr(image, "convert") else image), pixels(item)), f"{what}: other pixels"


def boxes(item):
    return [[round(v, 4) for v in o["bbox"]] for o in item["objects"]]


def label(item):
    return classes.index(item["classes"][0]) if item["classes"] else -1


def coco():
    from pycocotools.coco import COCO

    for split, many in splits.items():
        with contextlib.redirect_stdout(io.StringIO()):
            read = COCO(f"{root}/coco/annotations/instances_{split}.json")
        same(len(read.getImgIds()), many, f"images of {split}")
        for image in read.loadImgs(read.getImgIds()):
            item = by_key[image["file_name"].split(".")[0]]
            found = read.loadAnns(read.getAnnIds(imgIds=[image["id"]]))
            turned = [o for o in found if "rotation" in o.get("attributes", {})]
            same(len(found), len(item["objects"]), "objects")
            if not turned:
                same([[round(v, 4) for v in o["bbox"]] for o in found], boxes(item), "boxes")
            same([read.cats[o["category_id"]]["name"] for o in found], [o["class"] for o in item["objects"]], "classes")
            for one, o in zip(found, item["objects"]):
                if "rle" in o:
                    same(int(read.annToMask(one).sum()), one["area"], "pixels of a mask")
            same_pixels(Image.open(f"{root}/coco/images/{split}/{image['file_name']}"), item, "coco")


def yolo():
    import yaml

    data = yaml.safe_load(open(root + "/yolo/data.yaml", encoding="utf-8"))
    same([data["names"][i] for i in range(data["nc"])], objects, "names")
    for split in splits:
        for picture in glob.glob(f"{root}/yolo/{data[split]}/*"):
            item = by_key[os.path.basename(picture).split(".")[0]]
            rows = [r.split() for r in open(picture.replace("/images/", "/labels/").rsplit(".", 1)[0] + ".txt")]
            same([objects[int(r[0])] for r in rows], [o["class"] for o in item["objects"]], "classes")
            for row, box in zip(rows, boxes(item)):
                x, y, w, h = (float(v) * s for v, s in zip(row[1:], 2 * [item["width"], item["height"]]))
                assert np.allclose([x - w / 2, y - h / 2, w, h], box, atol=1e-3), (row, box)
            assert all(-0.01 <= float(v) <= 1.01 for r in rows for v in r[1:]), rows


def imagefolder():
    for split in splits:
        for picture in glob.glob(f"{root}/imagefolder/{split}/*/*"):
            item = by_key[os.path.basename(picture).split(".")[0]]
            same(os.path.basename(os.path.dirname(picture)), (item["classes"] or ["unlabelled"])[0], "folder")
            same_pixels(Image.open(picture), item, "imagefolder")
    try:
        from torchvision.datasets import ImageFolder
    except ImportError:
        return
    same({s: len(ImageFolder(f"{root}/imagefolder/{s}")) for s in splits}, dict(splits), "torchvision's counts")


def voc():
    voc = root + "/voc/VOCdevkit/VOC2012/"
    for split, many in splits.items():
        names = open(f"{voc}ImageSets/Main/{split}.txt").read().split()
        same(len(names), many, f"images of {split}")
        for name in names:
            tree = ElementTree.parse(f"{voc}Annotations/{name}.xml")
            found = [[float(o.find("bndbox/" + e).text) for e in ("xmin", "ymin", "xmax", "ymax")] for o in tree.iter("object")]
            expected = [[x, y, x + w, y + h] for x, y, w, h in boxes(by_key[name])]
            assert np.allclose(np.array(found).reshape(-1, 4), np.array(expected).reshape(-1, 4), atol=1e-3), (found, expected)


def masks():
    names = dict(line.rstrip("\n").split(": ", 1) for line in open(root + "/masks/labels.txt"))
    for item in items:
        key = os.path.basename(item["file_name"]).split(".")[0]
        with Image.open(f"{root}/masks/masks/{item['split']}/{key}.png") as mask:
            same(mask.mode, "P", "mode")
            same(mask.getpalette()[:9], [0, 0, 0, 128, 0, 0, 0, 128, 0], "palette")
            values = np.asarray(mask)
        same(values.shape, (item["height"], item["width"]), "size")
        drawn = {o["class"] for o in item["objects"] if "rle" in o or "polygons" in o}
        same({names[str(v)] for v in np.unique(values) if v}, drawn, "values")
        for o in item["objects"]:
            if "rle" in o:
                from pycocotools import mask as run_lengths

                assert np.array_equal(values > 0, run_lengths.decode(o["rle"]) > 0), "pixels of a mask"


def webdataset():
    import webdataset as wds

    index = json.load(open(root + "/webdataset/shards/index.json"))
    seen = collections.Counter()
    for shard in index["shards"]:
        path = f"{root}/webdataset/shards/{shard['name']}"
        same(hashlib.sha256(open(path, "rb").read()).hexdigest(), shard["sha256"], "hash of a shard")
        for sample in wds.WebDataset(path, shardshuffle=False).decode("pil"):
            item = by_key[sample["__key__"]]
            same_pixels(sample["png"], item, "webdataset")
            same(sample["cls"], label(item), "cls")
            same(sample["json"]["objects"], item["objects"], "objects")
            seen[shard["split"]] += 1
    same(seen, splits, "samples")


def tfrecord():
    from tfrecord.reader import tfrecord_loader

    keys = {"image/encoded": "byte", "image/filename": "byte", "image/class/label": "int", "image/object/class/label": "int"}
    keys |= {f"image/object/bbox/{e}": "float" for e in ("xmin", "ymin", "xmax", "ymax")}
    seen = collections.Counter()
    for path in glob.glob(root + "/tfrecord/tfrecord/*.tfrecord"):
        for record in tfrecord_loader(path, None, None):
            item = by_key[bytes(record["image/filename"]).decode().split(".")[0]]
            same_pixels(Image.open(io.BytesIO(bytes(record["image/encoded"]))), item, "tfrecord")
            same(int(np.ravel(record["image/class/label"])[0]), label(item), "image/class/label")
            numbers = np.ravel(record.get("image/object/class/label", [])).tolist()
            same([objects[n - 1] for n in numbers], [o["class"] for o in item["objects"]], "classes")
            edges = np.array([np.ravel(record.get(f"image/object/bbox/{e}", [])) for e in ("xmin", "ymin", "xmax", "ymax")])
            sides = np.array(2 * [item["width"], item["height"]])
            expected = [[x, y, x + w, y + h] for x, y, w, h in boxes(item)]
            assert np.allclose(edges.T.reshape(-1, 4) * sides, np.array(expected).reshape(-1, 4), atol=1e-3), expected
            seen[os.path.basename(path).split("-")[0]] += 1
    same(seen, splits, "records")


def huggingface():
    from datasets import load_dataset, load_dataset_builder

    # the folder's reader keeps the names of classes in its description alone
    described = load_dataset_builder(root + "/huggingface", cache_dir=root + "/cache").info.features
    same(described["label"].names, classes, "names")
    read = load_dataset(root + "/huggingface", cache_dir=root + "/cache")
    same({s: len(read[HF[s]]) for s in splits}, dict(splits), "rows")
    for split in splits:
        rows = read[HF[split]]
        for row in rows:
            item = next(i for i in items if i["item"] == row["item"])
            same_pixels(row["image"], item, "huggingface")
            same(row["label"], label(item) if item["classes"] else None, "label")
            same([[round(v, 4) for v in b] for b in row["objects"]["bbox"]], boxes(item), "boxes")
            same([objects[c] for c in row["objects"]["category"]], [o["class"] for o in item["objects"]], "classes")


def parquet():
    from datasets import load_dataset

    read = load_dataset(root + "/parquet", cache_dir=root + "/cache")
    alone = load_dataset("parquet", data_files=glob.glob(root + "/parquet/data/train-*"), cache_dir=root + "/cache2")["train"]
    same(type(alone.features["image"]).__name__, "Image", "the picture of a file by itself")
    same({s: len(read[HF[s]]) for s in splits}, dict(splits), "rows")
    for split in splits:
        rows = read[HF[split]]
        same(rows.features["label"].names, classes, "names")
        same(rows.features["objects"]["category"].feature.names, objects, "names of objects")
        for row in rows:
            item = next(i for i in items if i["item"] == row["item"])
            same_pixels(row["image"], item, "parquet")
            same(row["label"], label(item) if item["classes"] else None, "label")
            same([[round(v, 4) for v in b] for b in row["objects"]["bbox"]], boxes(item), "boxes")
            same([objects[c] for c in row["objects"]["category"]], [o["class"] for o in item["objects"]], "classes")


def csv():
    import csv

    found = collections.defaultdict(list)
    for row in csv.DictReader(open(root + "/csv/annotations.csv", newline="", encoding="utf-8")):
        found[row["filename"]] += [[float(row[e]) for e in ("xmin", "ymin", "xmax", "ymax")]] if row["class"] else []
        assert os.path.isfile(f"{root}/csv/{row['filename']}"), row
    for item in items:
        expected = [[x, y, x + w, y + h] for x, y, w, h in boxes(item)]
        assert np.allclose(np.array(found[item["file_name"]]).reshape(-1, 4), np.array(expected).reshape(-1, 4), atol=1e-3)


def cvat():
    for image in ElementTree.parse(root + "/cvat/annotations.xml").iter("image"):
        item = by_key[os.path.basename(image.get("name")).split(".")[0]]
        same([t.get("label") for t in image.iter("tag")], item["classes"], "tags")
        shapes = [s for s in image if s.tag != "tag"]
        same([s.get("label") for s in shapes], [o["class"] for o in item["objects"]], "labels")


def label_studio():
    for task in json.load(open(root + "/label-studio/tasks.json")):
        item = by_key[os.path.basename(task["data"]["image"]).split(".")[0]]
        regions = [r for a in task["annotations"] for r in a["result"] if r["type"] in ("rectanglelabels", "polygonlabels")]
        assert len(regions) >= len(item["objects"]), task
        for region in regions:
            for key in ("x", "y", "width", "height"):
                assert 0 <= region["value"].get(key, 0) <= 100, region


def locks():
    for lock in glob.glob(root + "/*/winnow.lock"):
        done = subprocess.run(["sha256sum", "-c", "--quiet", "winnow.lock"], cwd=os.path.dirname(lock), capture_output=True)
        assert done.returncode == 0, done.stdout


def reader():
    import winnow_reader

    for name in ("coco", "yolo", "imagefolder", "webdataset"):
        release = winnow_reader.open(f"{root}/{name}", release="v1")
        release.verify()
        same({s: len(release.split(s)) for s in release.splits}, dict(splits), f"splits of {name}")
        for split in release.splits:
            for index, sample in enumerate(release.split(split).numpy()):
                item = by_key[os.path.basename(release.split(split).samples[index].name).split(".")[0]]
                same_pixels(sample[0], item, name)
                if name != "imagefolder":
                    same([release.classes[n] for n in sample[2]], [o["class"] for o in item["objects"]], "classes")


failed = []
for name in sorted(os.listdir(root)) + ["locks", "reader"]:
    check = globals().get(name.replace("-", "_"))
    if check is None or name == "jsonl":
        continue
    try:
        check()
        print(f"{name}: as the release says")
    except ImportError as e:
        print(f"{name}: skipped, {e}")
    except Exception as e:
        failed.append(name)
        print(f"{name}: {type(e).__name__}: {e}")
sys.exit(1 if failed else 0)

"""Every test draws the export it reads."""

import hashlib
import http.server
import io
import json
import tarfile
import threading

import numpy as np
import pytest
import winnow_reader as winnow
from PIL import Image


def draw(path, red, size=(40, 30)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (red, 20, 30)).save(path)


def lock(root, title):
    lines = [
        f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.relative_to(root).as_posix()}"
        for f in sorted(root.rglob("*"))
        if f.is_file()
    ]
    (root / "winnow.lock").write_text(f'# Release "{title}" as coco. Check a copy\n' + "\n".join(lines) + "\n")


@pytest.fixture
def coco(tmp_path):
    for i in range(7):
        draw(tmp_path / f"images/train/{i}.png", i * 10)
    draw(tmp_path / "images/val/8.png", 80)
    categories = [{"id": 2, "name": "dog"}, {"id": 1, "name": "cat"}]
    square = {"counts": [60, 10, 1130], "size": [30, 40]}
    (tmp_path / "annotations").mkdir()
    train = {
        "images": [{"id": i + 1, "file_name": f"{i}.png", "width": 40, "height": 30} for i in range(7)],
        "annotations": [
            {"id": 1, "image_id": 2, "category_id": 2, "bbox": [1, 2, 10, 20.5], "segmentation": square},
            {"id": 2, "image_id": 2, "category_id": 1, "bbox": [3, 4, 5, 6], "segmentation": [[3, 4, 8, 4, 8, 10, 3, 10]]},
        ],
        "categories": categories,
    }
    val = {"images": [{"id": 1, "file_name": "8.png"}], "annotations": [], "categories": categories}
    (tmp_path / "annotations/instances_train.json").write_text(json.dumps(train))
    (tmp_path / "annotations/instances_val.json").write_text(json.dumps(val))
    lock(tmp_path, "pets v1")
    return tmp_path


def test_coco_gives_images_boxes_and_labels(coco):
    release = winnow.open(coco, release="v1")
    train = release.split("train").numpy()
    image, boxes, labels = train[1]

    assert release.splits == ["train", "val"] and release.classes == ["cat", "dog"]
    assert len(train) == 7 and len(release.split("val")) == 1
    assert image.shape == (30, 40, 3) and image[0, 0].tolist() == [10, 20, 30]
    assert boxes.tolist() == [[1, 2, 11, 22.5], [3, 4, 8, 10]] and labels.tolist() == [1, 0]
    assert train[0][1].shape == (0, 4) and train[0][2].dtype == np.int64


def test_masks_are_those_of_run_lengths_and_outlines(coco):
    masks = winnow.open(coco).split("train").masks(1)

    assert masks.shape == (2, 30, 40)
    assert np.argwhere(masks[0]).tolist() == [[y, 2] for y in range(10)]
    assert masks[1].sum() == 30 and masks[1][4:10, 3:8].all()


def test_masks_are_those_of_pycocotools():
    coco_mask = pytest.importorskip("pycocotools.mask")
    from winnow_reader._masks import mask

    random = np.random.default_rng(18)
    for _ in range(300):
        outline = (random.random(2 * random.integers(3, 9)) * 45 - 5).round(random.integers(0, 4)).tolist()
        runs = coco_mask.frPyObjects([outline], 30, 40)[0]
        expected = coco_mask.decode(runs).astype(bool)
        assert (mask([outline], 30, 40) == expected).all(), outline
        assert (mask({"counts": runs["counts"].decode(), "size": [30, 40]}, 30, 40) == expected).all()


def test_yolo_gives_boxes_in_pixels(tmp_path):
    draw(tmp_path / "images/train/a.png", 1)
    draw(tmp_path / "images/train/b.png", 2)
    (tmp_path / "labels/train").mkdir(parents=True)
    (tmp_path / "labels/train/a.txt").write_text("1 0.500000 0.500000 0.250000 0.200000\n")
    (tmp_path / "data.yaml").write_text('train: images/train\nnc: 2\nnames:\n  0: "cat"\n  1: "d\\"og"\n')

    train = winnow.open(tmp_path).split("train")

    assert train.classes == ["cat", 'd"og']
    assert train[0][1].tolist() == [[15, 12, 25, 18]] and train[0][2].tolist() == [1]
    assert train[1][1].shape == (0, 4)


def test_folders_give_a_label(tmp_path):
    draw(tmp_path / "train/a%2Fb/x.png", 1)
    draw(tmp_path / "train/cat/y.png", 2)
    draw(tmp_path / "val/cat/z.png", 3)

    release = winnow.open(tmp_path)

    assert release.format == "imagefolder" and release.classes == ["a/b", "cat"]
    assert [label for _, label in release.split("train")] == [0, 1]
    assert [label for _, label in release.split("val")] == [1]


def test_shards_are_read_in_place(tmp_path):
    draw(tmp_path / "a.png", 9)
    (tmp_path / "shards").mkdir()
    parts = {"cls": b"1", "json": json.dumps({"objects": [{"class": "cat", "bbox": [1, 2, 3, 4]}]}).encode()}
    for suffix, content in parts.items():
        (tmp_path / f"a.{suffix}").write_bytes(content)
    with tarfile.open(tmp_path / "shards/train-000000.tar", "w") as tar:
        for suffix in ("png", "cls", "json"):
            tar.add(tmp_path / f"a.{suffix}", f"key.{suffix}")
    index = {"objects": ["cat"], "classes": ["x", "y"], "shards": [{"name": "train-000000.tar", "split": "train"}]}
    (tmp_path / "shards/index.json").write_text(json.dumps(index))

    image, boxes, labels = winnow.open(tmp_path).split("train")[0]

    assert image[0, 0, 0] == 9 and boxes.tolist() == [[1, 2, 4, 6]] and labels.tolist() == [0]


def test_pictures_are_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    (tmp_path / "train/cat").mkdir(parents=True)
    Image.new("RGB", (40, 30)).save(tmp_path / "train/cat/a.jpg", exif=exif)

    assert winnow.open(tmp_path).split("train")[0][0].shape == (40, 30, 3)


def test_a_copy_is_verified(coco):
    winnow.open(coco).verify()
    flipped = bytearray((coco / "images/train/3.png").read_bytes())
    flipped[50] ^= 1
    (coco / "images/train/3.png").write_bytes(flipped)
    (coco / "images/val/8.png").unlink()
    (coco / "more.txt").write_text("x")

    with pytest.raises(winnow.VerificationError, match="3 files: images/train/3.png is changed") as caught:
        winnow.open(coco).verify()

    assert [d.trouble for d in caught.value.differences] == ["changed", "missing", "added"]


def test_a_version_has_several_spellings(coco):
    for spelling in ("v1", "v1.0", "1.0.0"):
        assert winnow.open(coco, release=spelling).title == "pets v1"


def test_another_release_is_refused(coco, tmp_path_factory):
    with pytest.raises(ValueError, match="holds release 'pets v1', expected 'v2'"):
        winnow.open(coco, release="v2")
    with pytest.raises(ValueError, match="expected 'v1.1'"):
        winnow.open(coco, release="v1.1")
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        winnow.open(coco / "nowhere")
    with pytest.raises(ValueError, match="expected COCO, YOLO, ImageFolder or WebDataset"):
        winnow.open(tmp_path_factory.mktemp("empty"))
    with pytest.raises(KeyError, match="no split 'test', expected one of train, val"):
        winnow.open(coco).split("test")


@pytest.mark.parametrize("length", [0, 1, 2, 10, 101])
@pytest.mark.parametrize("world", [1, 2, 3])
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_each_sample_is_read_once_over_ranks_and_workers(length, world, workers):
    for epoch in (0, 1):
        read = [
            i
            for rank in range(world)
            for worker in range(workers)
            for i in winnow.share(winnow.share(winnow.order(length, 7, epoch), rank, world), worker, workers)
        ]
        assert sorted(read) == list(range(length))


def test_the_order_is_decided_by_seed_and_epoch_alone():
    assert winnow.order(8, 0, 0).tolist() == PINNED
    assert winnow.order(100, 1, 0).tolist() == winnow.order(100, 1, 0).tolist()
    assert winnow.order(100, 1, 0).tolist() != winnow.order(100, 1, 1).tolist()
    assert winnow.order(100, 1, 0).tolist() != winnow.order(100, 2, 0).tolist()
    assert winnow.order(5, None).tolist() == [0, 1, 2, 3, 4]


PINNED = [6, 7, 1, 2, 0, 5, 3, 4]


def test_uneven_shares_are_kept_dropped_or_padded():
    ten = np.arange(10)
    assert [len(winnow.share(ten, r, 4)) for r in range(4)] == [3, 3, 2, 2]
    assert [len(winnow.share(ten, r, 4, "drop")) for r in range(4)] == [2, 2, 2, 2]
    assert [len(winnow.share(ten, r, 4, "pad")) for r in range(4)] == [3, 3, 3, 3]
    assert [winnow.share(np.arange(1), r, 4, "pad").tolist() for r in range(4)] == [[0]] * 4
    with pytest.raises(ValueError, match="expected 0 to 3"):
        winnow.share(ten, 4, 4)


def test_a_stream_goes_on_where_it_was_left(coco):
    split = winnow.open(coco).split("train")
    whole = [image[0, 0, 0] for image, _, _ in split.stream(seed=3, epoch=2)]
    first = split.stream(seed=3, epoch=2)
    begun = [next(iter(first))[0][0, 0, 0] for _ in range(3)]

    rest = split.stream()
    rest.load_state_dict(first.state_dict())

    assert begun + [image[0, 0, 0] for image, _, _ in rest] == whole


def test_torch_workers_read_each_sample_once(coco):
    torch = pytest.importorskip("torch")
    split = winnow.open(coco).split("train")
    samples = split.torch(iterable=True, seed=1)
    loader = torch.utils.data.DataLoader(samples, batch_size=None, num_workers=2)

    epochs = []
    for epoch in range(2):
        samples.set_epoch(epoch)
        epochs.append([target["image_id"] for _, target in loader])

    assert [sorted(e) for e in epochs] == [list(range(7))] * 2 and epochs[0] != epochs[1]
    image, target = split.torch()[0]
    assert image.shape == (3, 30, 40) and target["boxes"].shape == (0, 4) and target["labels"].dtype == torch.int64


@pytest.fixture
def served(coco):
    """The address of a dataset, whose export is the folder, and what was asked for; answers are cut after as many bytes as "cut" says."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for file in sorted(coco.rglob("*")):
            if file.is_file():
                tar.add(file, file.relative_to(coco).as_posix())
    state = {"asked": [], "cut": None}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            state["asked"].append(self.path)
            if "/v9/" in self.path:
                self.send_error(404, "No such release")
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(archive.getvalue()[: state["cut"]])

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/datasets/pets", state
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_release_is_fetched_once(served, tmp_path_factory):
    url, state = served
    cache = tmp_path_factory.mktemp("cache")

    first = winnow.open(url, release="v1", cache=cache)
    second = winnow.open(url, release="v1", cache=cache)

    assert state["asked"] == ["/api/datasets/pets/releases/v1/export?format=coco&archive=tar"]
    assert len(first.split("train")) == len(second.split("train")) == 7
    first.verify()


def test_a_download_that_is_cut_leaves_nothing(served, tmp_path_factory):
    url, state = served
    cache = tmp_path_factory.mktemp("cache")
    for cut in (0, 700, 3000):
        state["cut"] = cut
        with pytest.raises((OSError, winnow.VerificationError)):
            winnow.open(url, release="v1", cache=cache)
        assert list(cache.iterdir()) == []
    state["cut"] = None

    assert len(winnow.open(url, release="v1", cache=cache).split("val")) == 1


def test_an_address_needs_a_release_that_is_there(served, tmp_path_factory):
    url, _ = served
    with pytest.raises(ValueError, match="release is missing"):
        winnow.open(url)
    with pytest.raises(ValueError, match="was answered with 404"):
        winnow.open(url, release="v9", cache=tmp_path_factory.mktemp("cache"))

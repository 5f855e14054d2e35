"""What can be got by name: where it lies, how large it is, its licence and what to cite.

Sizes and checksums are those that the publishers give. Plain data; reading it needs no network.
"""

from __future__ import annotations

from dataclasses import dataclass

from training.errors import DataError


@dataclass(frozen=True)
class RemoteFile:
    """A file on the web.

    Attributes:
        name: What it is called on this computer.
        urls: Where it lies; the next address is asked where one does not give it.
        size: Bytes; exact where there is a checksum, else rounded for people. None: not published.
        checksum: "md5:..." or "sha256:..." where its publisher gives one.
    """

    name: str
    urls: tuple[str, ...]
    size: int | None = None
    checksum: str | None = None


@dataclass(frozen=True)
class Collection:
    """Files that make one data set.

    Attributes:
        name: What a command calls it.
        title: What people call it.
        files: What to download.
        licence: What may be done with it.
        citation: What to cite.
        homepage: Where its publisher describes it.
        layout: In which layout to read it; None where that is to be recognised.
    """

    name: str
    title: str
    files: tuple[RemoteFile, ...]
    licence: str = ""
    citation: str = ""
    homepage: str = ""
    layout: str | None = None

    @property
    def size(self) -> int | None:
        """Bytes in all, roughly: small tables may be missing; None where a file of pictures is."""
        large = [file.size for file in self.files if not file.name.endswith(".csv")]
        known = [size for size in large if size is not None]
        return sum(file.size or 0 for file in self.files) if len(known) == len(large) else None


def get_collection(name: str) -> Collection:
    """Return a collection by its name.

    Raises:
        DataError: There is none of that name.
    """
    try:
        return COLLECTIONS[name]
    except KeyError:
        raise DataError(
            f"There is nothing to get by the name of {name!r}.",
            mend=f"Use one of {', '.join(COLLECTIONS)}, or --urls with a list of addresses.",
        ) from None


_CC0 = "CC0 1.0"
_CC_BY_NC = "CC BY-NC 4.0: not for commercial use"
_CHALLENGES = "https://challenge.isic-archive.com/data/"
_HAM10000_PAPER = (
    "Tschandl P, Rosendahl C, Kittler H. The HAM10000 dataset, a large collection of multi-source "
    "dermatoscopic images of common pigmented skin lesions. Scientific Data 5, 180161 (2018). "
    "doi:10.1038/sdata.2018.161"
)
_ISIC_2017_PAPER = (
    "Codella NCF, Gutman D, Celebi ME, et al. Skin Lesion Analysis Toward Melanoma Detection: A "
    "Challenge at the 2017 International Symposium on Biomedical Imaging (ISBI), Hosted by the "
    "International Skin Imaging Collaboration (ISIC). arXiv:1710.05006 (2017)"
)


def _isic(year: int, name: str, size: int | None = None) -> RemoteFile:
    """Return a file of an ISIC challenge; neither address publishes a checksum."""
    return RemoteFile(
        name,
        (
            f"https://isic-challenge-data.s3.amazonaws.com/{year}/{name}",
            f"https://isic-archive.s3.amazonaws.com/challenges/{year}/{name}",
        ),
        size,
    )


def _dataverse(name: str, file_id: str, size: int, md5: str) -> RemoteFile:
    url = f"https://dataverse.harvard.edu/api/access/datafile/{file_id}"
    return RemoteFile(name, (url,), size, f"md5:{md5}")


def _mnist(name: str, size: int, md5: str) -> RemoteFile:
    """Return a file of MNIST from those who keep it; its first home gives it no longer."""
    return RemoteFile(
        name,
        (
            f"https://ossci-datasets.s3.amazonaws.com/mnist/{name}",
            f"https://storage.googleapis.com/cvdf-datasets/mnist/{name}",
        ),
        size,
        f"md5:{md5}",
    )


def _fashion(name: str, size: int, md5: str) -> RemoteFile:
    return RemoteFile(
        name,
        (
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
            f"{name}",
            f"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/{name}",
        ),
        size,
        f"md5:{md5}",
    )


_ALL = (
    Collection(
        name="ham10000",
        title="HAM10000: 10,015 dermoscopic pictures of 7,470 lesions, 7 diagnoses",
        layout="ham10000",
        licence=_CC_BY_NC,
        citation=_HAM10000_PAPER,
        homepage="https://doi.org/10.7910/DVN/DBW86T",
        files=(
            _dataverse(
                "HAM10000_images_part_1.zip",
                "3172585",
                1_366_522_108,
                "4639bfa73ab251610530a97c898e6e46",
            ),
            _dataverse(
                "HAM10000_images_part_2.zip",
                "3172584",
                1_403_566_547,
                "da43d6cc50f6613013be07e8986b384b",
            ),
            # The checksum is that of the table as uploaded, not of Dataverse's conversion of it.
            _dataverse(
                "HAM10000_metadata.csv",
                "4338392?format=original",
                690_218,
                "8f85fb1aa29d80a2797247e434deb79d",
            ),
        ),
    ),
    Collection(
        name="isic2016",
        title="ISIC 2016 challenge, part 3: 1,279 dermoscopic pictures, benign or malignant",
        layout="isic2016",
        licence=_CC0,
        citation="Gutman D, Codella NCF, Celebi E, et al. Skin Lesion Analysis toward Melanoma "
        "Detection: A Challenge at the International Symposium on Biomedical Imaging (ISBI) 2016, "
        "hosted by the International Skin Imaging Collaboration (ISIC). arXiv:1605.01397 (2016)",
        homepage=f"{_CHALLENGES}#2016",
        files=(
            _isic(2016, "ISBI2016_ISIC_Part3_Training_Data.zip"),
            _isic(2016, "ISBI2016_ISIC_Part3_Training_GroundTruth.csv"),
            _isic(2016, "ISBI2016_ISIC_Part3_Test_Data.zip"),
            _isic(2016, "ISBI2016_ISIC_Part3_Test_GroundTruth.csv"),
        ),
    ),
    Collection(
        name="isic2017",
        title="ISIC 2017 challenge, part 3: 2,750 dermoscopic pictures, 3 diagnoses",
        layout="isic2017",
        licence=_CC0,
        citation=_ISIC_2017_PAPER,
        homepage=f"{_CHALLENGES}#2017",
        files=(
            _isic(2017, "ISIC-2017_Training_Data.zip", 5_800_000_000),
            _isic(2017, "ISIC-2017_Training_Part3_GroundTruth.csv"),
            _isic(2017, "ISIC-2017_Validation_Data.zip", 860_000_000),
            _isic(2017, "ISIC-2017_Validation_Part3_GroundTruth.csv"),
            _isic(2017, "ISIC-2017_Test_v2_Data.zip", 5_400_000_000),
            _isic(2017, "ISIC-2017_Test_v2_Part3_GroundTruth.csv"),
        ),
    ),
    Collection(
        name="isic2018",
        title="ISIC 2018 challenge, task 3: 11,720 dermoscopic pictures, 7 diagnoses",
        layout="isic2018",
        licence=_CC_BY_NC,
        citation="Codella N, Rotemberg V, Tschandl P, et al. Skin Lesion Analysis Toward Melanoma "
        "Detection 2018: A Challenge Hosted by the International Skin Imaging Collaboration "
        f"(ISIC). arXiv:1902.03368 (2019). {_HAM10000_PAPER}",
        homepage=f"{_CHALLENGES}#2018",
        files=(
            _isic(2018, "ISIC2018_Task3_Training_Input.zip", 2_770_000_000),
            _isic(2018, "ISIC2018_Task3_Training_GroundTruth.zip", 40_000),
            _isic(2018, "ISIC2018_Task3_Training_LesionGroupings.csv"),
            _isic(2018, "ISIC2018_Task3_Validation_Input.zip", 50_000_000),
            _isic(2018, "ISIC2018_Task3_Validation_GroundTruth.zip", 10_000),
            _isic(2018, "ISIC2018_Task3_Test_Input.zip", 420_000_000),
            _isic(2018, "ISIC2018_Task3_Test_GroundTruth.zip", 10_000),
        ),
    ),
    Collection(
        name="isic2019",
        title="ISIC 2019 challenge: 33,569 dermoscopic pictures, 8 diagnoses and others",
        layout="isic2019",
        licence=_CC_BY_NC,
        citation=f"{_HAM10000_PAPER}. {_ISIC_2017_PAPER}. Combalia M, Codella NCF, Rotemberg V, et "
        "al. BCN20000: Dermoscopic Lesions in the Wild. arXiv:1908.02288 (2019)",
        homepage=f"{_CHALLENGES}#2019",
        files=(
            _isic(2019, "ISIC_2019_Training_Input.zip", 9_770_000_000),
            _isic(2019, "ISIC_2019_Training_GroundTruth.csv"),
            _isic(2019, "ISIC_2019_Training_Metadata.csv"),
            _isic(2019, "ISIC_2019_Test_Input.zip", 3_800_000_000),
            _isic(2019, "ISIC_2019_Test_GroundTruth.csv"),
            _isic(2019, "ISIC_2019_Test_Metadata.csv"),
        ),
    ),
    Collection(
        name="isic2020",
        title="ISIC 2020 challenge: 33,126 dermoscopic pictures of 2,056 patients",
        layout="isic2020",
        licence=_CC_BY_NC,
        citation="Rotemberg V, Kurtansky N, Betz-Stablein B, et al. A patient-centric dataset of "
        "images and metadata for identifying melanomas using clinical context. Scientific Data 8, "
        "34 (2021). doi:10.1038/s41597-021-00815-z. Data: doi:10.34970/2020-ds01",
        homepage=f"{_CHALLENGES}#2020",
        files=(
            _isic(2020, "ISIC_2020_Training_JPEG.zip", 24_700_000_000),
            _isic(2020, "ISIC_2020_Training_GroundTruth_v2.csv"),
        ),
    ),
    Collection(
        name="mnist",
        title="MNIST: 70,000 handwritten digits",
        layout="idx",
        licence="CC BY-SA 3.0",
        citation="LeCun Y, Bottou L, Bengio Y, Haffner P. Gradient-based learning applied to "
        "document recognition. Proceedings of the IEEE 86(11), 2278-2324 (1998). "
        "doi:10.1109/5.726791",
        homepage="http://yann.lecun.com/exdb/mnist/",
        files=(
            _mnist("train-images-idx3-ubyte.gz", 9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
            _mnist("train-labels-idx1-ubyte.gz", 28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
            _mnist("t10k-images-idx3-ubyte.gz", 1_648_877, "9fb629c4189551a2d022fa330f9573f3"),
            _mnist("t10k-labels-idx1-ubyte.gz", 4_542, "ec29112dd5afa0611ce80d1b7f02629c"),
        ),
    ),
    Collection(
        name="fashion_mnist",
        title="Fashion-MNIST: 70,000 pictures of clothes, 10 kinds",
        layout="idx",
        licence="MIT",
        citation="Xiao H, Rasul K, Vollgraf R. Fashion-MNIST: a Novel Image Dataset for "
        "Benchmarking Machine Learning Algorithms. arXiv:1708.07747 (2017)",
        homepage="https://github.com/zalandoresearch/fashion-mnist",
        files=(
            _fashion("train-images-idx3-ubyte.gz", 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
            _fashion("train-labels-idx1-ubyte.gz", 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
            _fashion("t10k-images-idx3-ubyte.gz", 4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
            _fashion("t10k-labels-idx1-ubyte.gz", 5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
        ),
    ),
)

COLLECTIONS = {collection.name: collection for collection in _ALL}
"""Everything that can be got by name."""

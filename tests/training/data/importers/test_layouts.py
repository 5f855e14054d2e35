"""The layouts that public collections are handed out in, each on a small copy of its form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.data.dicom import jpeg_dicom
from tests.data.pictures import picture, write_files, write_tar, write_zip
from training.data.dataset import Dataset, Problem
from training.data.importers import LAYOUTS, import_dataset
from training.data.problems import counts_by_kind
from training.errors import DataError


def pictures(*names: str, folder: str = "", suffix: str = ".jpg") -> dict[str, bytes]:
    """Return different pictures by name; the importers go by content, not by suffix."""
    return {f"{folder}{name}{suffix}": picture(seed) for seed, name in enumerate(names)}


def table(text: str) -> bytes:
    """Return a table written with blanks for legibility."""
    return "\n".join(line.strip() for line in text.strip().splitlines()).encode()


def values(dataset: Dataset, *columns: str) -> list[tuple[str, ...]]:
    rows = dataset.samples[["sample_id", *columns]].to_numpy().tolist()
    return [tuple(row) for row in rows]


def kinds(problems: tuple[Problem, ...]) -> dict[str, int]:
    counts = counts_by_kind(problems)
    return {
        kind: counts[kind] for kind in sorted(counts) if kind not in ("blank", "part without class")
    }


def imported(tmp_path: Path, files: Mapping[str, bytes], **options: object) -> Dataset:
    """Import a folder of files."""
    return import_dataset([write_files(tmp_path / "files", files)], tmp_path / "set", **options)  # type: ignore[arg-type]


HAM = table("""
    lesion_id,image_id,dx,dx_type,age,sex,localization
    HAM_1,ISIC_1,nv,histo,80.0,male,scalp
    HAM_1,ISIC_2,nv,histo,80.0,male,scalp
    HAM_2,ISIC_3,mel,follow_up,,unknown,unknown
""")


@pytest.mark.parametrize("name", ["HAM10000_metadata", "HAM10000_metadata.csv"])
def test_ham10000(tmp_path: Path, name: str) -> None:
    sources = [
        write_zip(tmp_path / "HAM10000_images_part_1.zip", pictures("ISIC_1", "ISIC_2")),
        write_tar(tmp_path / "HAM10000_images_part_2.tar.gz", pictures("ISIC_3"), "gz"),
        write_files(tmp_path, {name: HAM}) / name,
    ]
    dataset = import_dataset(sources, tmp_path / "ham")
    assert dataset.layout == "ham10000"
    columns = ("class", "lesion_id", "age", "sex", "site", "diagnosis_type")
    assert values(dataset, *columns) == [
        ("ISIC_1", "nv", "HAM_1", "80", "male", "scalp", "histo"),
        ("ISIC_2", "nv", "HAM_1", "80", "male", "scalp", "histo"),
        ("ISIC_3", "mel", "HAM_2", "", "", "", "follow_up"),
    ]
    assert dataset.has("lesion_id")
    assert not dataset.has("patient_id")
    assert dataset.part_counts()[""] == 3
    assert "NC" in dataset.licence
    assert "HAM10000" in dataset.citation
    assert (dataset.root / "images/ISIC_3.jpg").is_file()


def test_what_does_not_belong_together_is_named(tmp_path: Path) -> None:
    rows = HAM + table("""

        HAM_3,ISIC_4,nv,,,,
        HAM_3,ISIC_5,,,,,
        HAM_4,ISIC_6,wart,,,,
        HAM_1,ISIC_1,mel,,,,
    """).replace(b"HAM_3,ISIC_4", b"\nHAM_3,ISIC_4", 1)
    files = pictures("ISIC_1", "ISIC_2", "ISIC_3", "ISIC_5", "ISIC_7", "ISIC_1_segmentation")
    dataset = imported(tmp_path, {**files, "HAM10000_metadata.csv": rows})
    assert dataset.counts() == {"mel": 1, "nv": 1}
    assert kinds(dataset.problems) == {
        "conflicting labels": 1,
        "label missing": 1,
        "mask": 1,
        "picture missing": 1,
        "row missing": 1,
        "row repeated": 1,
        "unknown class": 1,
    }
    said = {problem.kind: problem for problem in dataset.problems}
    assert said["picture missing"].file == "ISIC_4"
    assert said["label missing"].file == "ISIC_5"
    assert said["row missing"].file == "files/ISIC_7.jpg"
    assert "nv (files/HAM10000_metadata.csv) and mel" in said["conflicting labels"].message


def test_isic_2016(tmp_path: Path) -> None:
    training = "ISBI2016_ISIC_Part3_Training_GroundTruth.csv"
    test = "ISBI2016_ISIC_Part3_Test_GroundTruth.csv"
    dataset = imported(
        tmp_path,
        {
            **pictures(*"123", folder="ISBI2016_ISIC_Part3_Training_Data/ISIC_000000"),
            **pictures("ISIC_0000004", folder="Test_Data/"),
            training: b"ISIC_0000001,benign\nISIC_0000002,malignant\nISIC_0000003,benign\n",
            test: b"ISIC_0000004,1.0\nISIC_0000005,0.0\n",
        },
    )
    assert dataset.layout == "isic2016"
    assert values(dataset, "class", "split") == [
        ("ISIC_0000001", "benign", "train"),
        ("ISIC_0000002", "malignant", "train"),
        ("ISIC_0000003", "benign", "train"),
        ("ISIC_0000004", "malignant", "test"),
    ]
    assert kinds(dataset.problems) == {"picture missing": 1}


def test_isic_2017_in_folders_of_classes_with_its_tables(tmp_path: Path) -> None:
    header = b"image_id,melanoma,seborrheic_keratosis\n"
    details = b"image_id,age_approximate,sex\nISIC_1,55,female\nISIC_2,unknown,male"
    sources = [
        write_zip(
            tmp_path / "train.zip",
            {
                **pictures("ISIC_1", folder="train/nevus/"),
                **pictures("ISIC_2", folder="train/melanoma/"),
                **pictures("ISIC_1_superpixels", suffix=".png"),
            },
        ),
        write_zip(tmp_path / "valid.zip", pictures("ISIC_3", folder="valid/seborrheic_keratosis/")),
    ]
    write_files(
        tmp_path,
        {
            "ISIC-2017_Training_Part3_GroundTruth.csv": header + b"ISIC_1,0.0,0.0\nISIC_2,1.0,0.0",
            "ISIC-2017_Validation_Part3_GroundTruth.csv": header + b"ISIC_3,0.0,1.0",
            "ISIC-2017_Training_Data_metadata.csv": details,
        },
    )
    dataset = import_dataset([*sources, *sorted(tmp_path.glob("*.csv"))], tmp_path / "set")
    assert dataset.layout == "isic2017"
    assert values(dataset, "class", "split", "age", "sex") == [
        ("ISIC_1", "nevus", "train", "55", "female"),
        ("ISIC_2", "melanoma", "train", "", "male"),
        ("ISIC_3", "seborrheic_keratosis", "validation", "", ""),
    ]
    assert kinds(dataset.problems) == {"mask": 1}


def test_a_folder_that_contradicts_the_table_is_named(tmp_path: Path) -> None:
    dataset = imported(
        tmp_path,
        {
            **pictures("ISIC_1", "ISIC_2", folder="nevus/"),
            "truth.csv": b"image_id,melanoma,seborrheic_keratosis\nISIC_1,0,0\nISIC_2,1,0\n",
        },
    )
    assert dataset.counts() == {"melanoma": 1, "nevus": 1}
    (problem,) = (p for p in dataset.problems if p.kind == "conflicting labels")
    assert problem.file == "files/nevus/ISIC_2.jpg"
    assert "files/truth.csv says melanoma" in problem.message


def test_isic_2018(tmp_path: Path) -> None:
    dataset = imported(
        tmp_path,
        {
            **pictures("ISIC_1", "ISIC_2", "ISIC_3", folder="ISIC2018_Task3_Training_Input/"),
            "ISIC2018_Task3_Training_GroundTruth.csv": table("""
                image,MEL,NV,BCC,AKIEC,BKL,DF,VASC
                ISIC_1,0.0,1.0,0.0,0.0,0.0,0.0,0.0
                ISIC_2,0.0,0.0,0.0,0.0,0.0,0.0,1.0
                ISIC_3,0.0,0.0,0.0,0.0,0.0,0.0,0.0
            """),
            "ISIC2018_Task3_Training_LesionGroupings.csv": table("""
                image,lesion_id,diagnosis_confirm_type
                ISIC_1,HAM_1,histopathology
                ISIC_2,HAM_2,serial imaging showing no change
            """),
        },
    )
    assert dataset.layout == "isic2018"
    assert values(dataset, "class", "split", "lesion_id", "diagnosis_type") == [
        ("ISIC_1", "NV", "train", "HAM_1", "histopathology"),
        ("ISIC_2", "VASC", "train", "HAM_2", "serial imaging showing no change"),
    ]
    assert kinds(dataset.problems) == {"label missing": 1}


def test_isic_2019(tmp_path: Path) -> None:
    dataset = imported(
        tmp_path,
        {
            **pictures("ISIC_1", "ISIC_2_downsampled", "ISIC_3"),
            "ISIC_2019_Training_GroundTruth.csv": table("""
                image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK
                ISIC_1,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,0.0
                ISIC_2_downsampled,0.0,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0
            """),
            "ISIC_2019_Training_Metadata.csv": table("""
                image,age_approx,anatom_site_general,lesion_id,sex
                ISIC_1,55.0,Head / neck,BCN_1,female
                ISIC_2_downsampled,,,MSK4_1,
            """),
            "ISIC_2019_Test_GroundTruth.csv": table("""
                image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK,score_weight,validation_weight
                ISIC_3,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,0.0,0.5
            """),
        },
    )
    assert dataset.layout == "isic2019"
    assert values(dataset, "class", "split", "site", "lesion_id") == [
        ("ISIC_1", "SCC", "train", "head/neck", "BCN_1"),
        ("ISIC_2_downsampled", "NV", "train", "", "MSK4_1"),
        ("ISIC_3", "UNK", "test", "", ""),
    ]


ISIC2020 = table("""
    image_name,patient_id,sex,age_approx,anatom_site_general_challenge,diagnosis,benign_malignant,target
    ISIC_1,IP_1,male,45.0,head/neck,unknown,benign,0
    ISIC_2,IP_2,female,50.0,torso,melanoma,malignant,1
    ISIC_3,IP_2,female,50.0,torso,nevus,benign,0
    ISIC_4,IP_2,female,50.0,torso,nevus,malignant,0
""")


def test_isic_2020_as_dicom(tmp_path: Path) -> None:
    files = {f"ISIC_{n}.dcm": jpeg_dicom(n, PatientID=f"ISIC_{n}") for n in (1, 2, 4)}
    dataset = imported(tmp_path, {**files, "train.csv": ISIC2020})
    assert dataset.layout == "isic2020"
    assert values(dataset, "class", "patient_id", "age", "site") == [
        ("ISIC_1", "benign", "IP_1", "45", "head/neck"),
        ("ISIC_2", "malignant", "IP_2", "50", "torso"),
    ]
    assert kinds(dataset.problems) == {
        "label missing": 1,
        "patient identity": 1,
        "picture missing": 1,
    }
    assert dataset.samples["image"][0].endswith("files/ISIC_1.dcm")


def test_copies_of_dicom_files_hold_the_pixels_only(tmp_path: Path) -> None:
    files = {f"ISIC_{n}.dcm": jpeg_dicom(n, PatientName="Doe^Jane") for n in (1, 2)}
    dataset = imported(tmp_path, {**files, "train.csv": ISIC2020}, copy=True)
    assert list(dataset.samples["image"]) == ["images/ISIC_1.png", "images/ISIC_2.png"]
    everything = b"".join(p.read_bytes() for p in dataset.root.rglob("*") if p.is_file())
    assert b"Doe" not in everything
    assert dataset.image_path("images/ISIC_1.png").read_bytes().startswith(b"\x89PNG")


def test_a_table_without_any_picture_says_so_at_once(tmp_path: Path) -> None:
    path = write_files(tmp_path, {"train.csv": ISIC2020}) / "train.csv"
    with pytest.raises(DataError, match="Not one picture") as caught:
        import_dataset([path], tmp_path / "set")
    assert kinds(caught.value.problems) == {"picture missing": 4}
    assert caught.value.mend
    assert not (tmp_path / "set").exists()


ARCHIVE = table("""
    isic_id,attribution,copyright_license,age_approx,anatom_site_general,diagnosis_1,diagnosis_2,diagnosis_3,fitzpatrick_skin_type,lesion_id,patient_id,sex
    ISIC_1,Clinic A,CC-0,30,anterior torso,Benign,,Nevus,II,IL_1,IP_1,male
    ISIC_2,Clinic B,CC-BY,40,head/neck,Malignant,,"Melanoma, NOS",III,IL_2,IP_2,female
    ISIC_3,Clinic B,CC-BY,,,,,,,,,
""")


def test_the_download_tool_of_the_isic_archive(tmp_path: Path) -> None:
    dataset = imported(
        tmp_path, {**pictures("ISIC_1", "ISIC_2", "ISIC_3"), "metadata.csv": ARCHIVE}
    )
    assert dataset.layout == "isic_archive"
    columns = ("class", "lesion_id", "patient_id", "skin_type", "age")
    assert values(dataset, *columns) == [
        ("ISIC_1", "Benign", "IL_1", "IP_1", "2", "30"),
        ("ISIC_2", "Malignant", "IL_2", "IP_2", "3", "40"),
    ]
    assert (dataset.licence, dataset.citation) == ("CC-0, CC-BY", "Clinic A; Clinic B")
    assert kinds(dataset.problems) == {"label missing": 1}


def test_another_column_of_the_isic_archive_can_be_the_class(tmp_path: Path) -> None:
    files = {**pictures("ISIC_1", "ISIC_2"), "metadata.csv": ARCHIVE}
    dataset = imported(tmp_path, files, mapping={"diagnosis_3": "class"})
    assert dataset.classes == ("Melanoma, NOS", "Nevus")


def description(name: str, diagnosis: str | None, **clinical: object) -> bytes:
    return json.dumps(
        {
            "_id": "x",
            "name": name,
            "meta": {
                "clinical": {"diagnosis": diagnosis, **clinical},
                "acquisition": {"pixelsX": 10},
            },
        }
    ).encode()


def test_descriptions_in_json(tmp_path: Path) -> None:
    sources = [
        write_zip(tmp_path / "images.zip", pictures("ISIC_1", "ISIC_2", "ISIC_3")),
        write_zip(
            tmp_path / "descriptions.zip",
            {
                "ISIC_1.json": description("ISIC_1", "nevus", age_approx=55, sex="female"),
                "ISIC_2.json": description("ISIC_2", "melanoma", age_approx=None),
                "ISIC_3.json": description("ISIC_3", None),
                "broken.json": b"[" * 100_000,
            },
        ),
    ]
    dataset = import_dataset(sources, tmp_path / "set")
    assert dataset.layout == "isic_archive"
    assert values(dataset, "class", "age", "sex") == [
        ("ISIC_1", "nevus", "55", "female"),
        ("ISIC_2", "melanoma", "", ""),
    ]
    assert kinds(dataset.problems) == {"label missing": 1, "unreadable table": 1}


def test_tables_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    dataset = imported(
        tmp_path,
        {
            **pictures("ISIC_1", "ISIC_2", "ISIC_3"),
            **{
                f"json/ISIC_{n}.json": description(f"ISIC_{n}", name, age_approx=age)
                for n, name, age in ((1, "nevus", 55), (2, "melanoma", 41), (3, "nevus", 3))
            },
            "metadata.csv": b"image_id,benign_malignant,diagnosis,age_approx\n"
            b"ISIC_1,benign,nevus,55\nISIC_2,malignant,melanoma,40\nISIC_3,benign,melanoma,3\n",
        },
    )
    assert dataset.counts() == {"melanoma": 1, "nevus": 1}
    said = {problem.kind: problem for problem in dataset.problems}
    assert "melanoma (files/metadata.csv) and nevus (files)" in said["conflicting labels"].message
    assert (
        "age is given as '40' (files/metadata.csv) and '41'" in said["conflicting tables"].message
    )


def test_a_layout_that_was_asked_for_but_is_not_there(tmp_path: Path) -> None:
    photos = write_files(tmp_path / "photos", pictures("a", "b"))
    for name in LAYOUTS:
        with pytest.raises(DataError) as caught:
            import_dataset([photos], tmp_path / "set", layout=name)
        assert caught.value.mend or name == "npz"
    with pytest.raises(DataError, match="no layout called 'pcam'") as caught:
        import_dataset([photos], tmp_path / "set", layout="pcam")
    assert "ham10000" in caught.value.mend

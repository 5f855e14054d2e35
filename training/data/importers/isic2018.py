"""ISIC 2018 challenge, task 3: `image,MEL,NV,BCC,AKIEC,BKL,DF,VASC`, with LesionGroupings."""

from __future__ import annotations

from training.data.importers.challenges import one_hot_layout

CLASSES = ("MEL", "NV", "BCC", "AKIEC", "BKL", "DF", "VASC")

LAYOUT = one_hot_layout("isic2018", "ISIC 2018 challenge, task 3", CLASSES)

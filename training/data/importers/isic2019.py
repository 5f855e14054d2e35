"""ISIC 2019 challenge: `image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK`, with tables of metadata."""

from __future__ import annotations

from training.data.importers.challenges import one_hot_layout

CLASSES = ("MEL", "NV", "BCC", "AK", "BKL", "DF", "VASC", "SCC", "UNK")
"""UNK stands for every other diagnosis; the training part has none of it, the test part has."""

LAYOUT = one_hot_layout("isic2019", "ISIC 2019 challenge", CLASSES)

"""What `Info.plist` of the bundle says: versions, and which files it opens."""

from __future__ import annotations

from typing import Any

from installers.project import version

RUN_TYPE = "org.lesionlab.run"


def info() -> dict[str, Any]:
    """Return what PyInstaller's own entries lack."""
    return {
        "CFBundleShortVersionString": version(),
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "LesionLab run",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [RUN_TYPE],
            },
            {
                "CFBundleTypeName": "Picture",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": [
                    "public.jpeg",
                    "public.png",
                    "public.tiff",
                    "com.microsoft.bmp",
                    "org.webmproject.webp",
                ],
            },
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": RUN_TYPE,
                "UTTypeDescription": "LesionLab run",
                "UTTypeConformsTo": ["public.plain-text"],
                "UTTypeTagSpecification": {"public.filename-extension": ["lesionrun"]},
            }
        ],
        "LSApplicationCategoryType": "public.app-category.education",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "Apache License 2.0. Not a medical device.",
    }

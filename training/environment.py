"""What a run was made with: versions, system, devices."""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata
from typing import Any

from training.tensorflow_start import start_tensorflow

PACKAGES = ("lesionlab", "tensorflow", "keras", "numpy", "pillow", "pandas", "scikit-learn")


def package_versions() -> dict[str, str]:
    """Return the versions of the packages that decide a run's numbers, without importing them."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return versions


def devices() -> list[str]:
    """Return the devices that TensorFlow sees, as "CPU" or "GPU: NAME"; imports TensorFlow."""
    start_tensorflow()
    import tensorflow as tf

    names = []
    for device in tf.config.list_physical_devices():
        if device.device_type == "GPU":
            details = tf.config.experimental.get_device_details(device)
            names.append(f"GPU: {details.get('device_name', device.name)}")
        else:
            names.append(device.device_type)
    return names


def environment() -> dict[str, Any]:
    """Return what `environment.json` of a run holds; imports TensorFlow."""
    return {
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "devices": devices(),
        "packages": package_versions(),
    }

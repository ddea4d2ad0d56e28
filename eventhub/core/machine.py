"""What has this process taken of the machine?"""

import resource
import sys
from pathlib import Path


def peak_megabytes() -> float:
    """Say how much memory this process ever held; where the system can, not counting what it was started from."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    peak_size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak_size / 1024**2 if sys.platform == "darwin" else peak_size / 1024

"""Quality and speed, on named data, against named baselines: ``python -m benchmarks NAME``."""

"""The small models that ship with the package: for trying out, not for delivery."""

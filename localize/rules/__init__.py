"""Delivery profiles and per-language subtitle rules: data files, each number with its source."""

from localize.rules.delivery import Delivery
from localize.rules.load import PROFILES, Audience, Profile, Rules, profile, rules

__all__ = ["PROFILES", "Audience", "Delivery", "Profile", "Rules", "profile", "rules"]

"""Stages: one public function each, from records to records."""

"""What a dub is made with: wording, casting, slots, fitting, filters, loudness, limiting. Pure numpy, no engines."""

"""Lists what Demado is made of: a bill of materials (CycloneDX) and the licences as a page."""

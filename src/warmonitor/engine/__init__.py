"""The journey's stages over many reports: `local` on one machine, `spark` on a cluster. Same records out of both."""

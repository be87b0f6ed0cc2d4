"""Foxx services as they are kept: bundles, manifests, settings. No JavaScript is ever run."""

"""Our own plugins, through the same door as everybody's."""

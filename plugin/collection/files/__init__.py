"""Files of this computer that requests name: who may name which, and how they are opened."""

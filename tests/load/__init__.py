"""Many tablets at once against one real reception."""

"""One module per gRPC service: each turns requests into rows and rows into answers."""

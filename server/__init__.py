"""The gRPC service: resources, uploads, durable jobs and what belongs to running them."""

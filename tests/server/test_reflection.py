"""Reflection: what grpcurl needs to call us without the proto files."""

from __future__ import annotations

import grpc
from google.protobuf import descriptor_pb2
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from server import serving
from server.auth import Role
from server.host import Host

SERVICES = {"google.longrunning.Operations", "grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection",
            *(name.full_name for file, _ in serving._ADDERS for name in file.services_by_name.values())}


def ask(host: Host, organization: str, **request: str) -> reflection_pb2.ServerReflectionResponse:
    token = host.credentials.create(organization, Role.PARTNER)
    with grpc.insecure_channel(host.address) as channel:
        stub = reflection_pb2_grpc.ServerReflectionStub(channel)
        answers = stub.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest(**request)]),
                                            metadata=(("authorization", f"Bearer {token}"),))
        return next(answers)


def test_every_service_is_listed(host: Host, organization: str) -> None:
    answer = ask(host, organization, list_services="")
    assert {service.name for service in answer.list_services_response.service} == SERVICES


def test_a_service_s_files_come_with_all_they_import(host: Host, organization: str) -> None:
    for symbol in ("localization.v1.LocalizationService", "google.longrunning.Operations"):
        files = [descriptor_pb2.FileDescriptorProto.FromString(data) for data in
                 ask(host, organization, file_containing_symbol=symbol).file_descriptor_response.file_descriptor_proto]
        names = {file.name for file in files}
        assert {name for file in files for name in file.dependency} <= names
        assert "google/longrunning/operations.proto" in names

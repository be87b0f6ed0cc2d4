"""Foxx: services in JavaScript that the server runs.

Beside them this shows what programs import from here with python-aioarango.
"""

from arango_fastbatch.api import ApiGroup
from arango_fastbatch.exceptions import (
    FoxxCommitError,
    FoxxConfigGetError,
    FoxxConfigReplaceError,
    FoxxConfigUpdateError,
    FoxxDependencyGetError,
    FoxxDependencyReplaceError,
    FoxxDependencyUpdateError,
    FoxxDevModeDisableError,
    FoxxDevModeEnableError,
    FoxxDownloadError,
    FoxxReadmeGetError,
    FoxxScriptListError,
    FoxxScriptRunError,
    FoxxServiceCreateError,
    FoxxServiceDeleteError,
    FoxxServiceGetError,
    FoxxServiceListError,
    FoxxServiceReplaceError,
    FoxxServiceUpdateError,
    FoxxSwaggerGetError,
    FoxxTestRunError,
)
from arango_fastbatch.formatter import format_service_data
from arango_fastbatch.foxx.base import Foxx
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response
from arango_fastbatch.typings import Json, Jsons, Params

__all__ = [
    "ApiGroup",
    "Foxx",
    "FoxxCommitError",
    "FoxxConfigGetError",
    "FoxxConfigReplaceError",
    "FoxxConfigUpdateError",
    "FoxxDependencyGetError",
    "FoxxDependencyReplaceError",
    "FoxxDependencyUpdateError",
    "FoxxDevModeDisableError",
    "FoxxDevModeEnableError",
    "FoxxDownloadError",
    "FoxxReadmeGetError",
    "FoxxScriptListError",
    "FoxxScriptRunError",
    "FoxxServiceCreateError",
    "FoxxServiceDeleteError",
    "FoxxServiceGetError",
    "FoxxServiceListError",
    "FoxxServiceReplaceError",
    "FoxxServiceUpdateError",
    "FoxxSwaggerGetError",
    "FoxxTestRunError",
    "Json",
    "Jsons",
    "Params",
    "Request",
    "Response",
    "format_service_data",
]

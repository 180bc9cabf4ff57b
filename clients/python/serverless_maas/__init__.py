"""Client of serverless-maas.

from serverless_maas import Client

client = Client()                              # MAAS_URL and MAAS_API_KEY, else this machine
client.upload("model.onnx", "reviews")         # READY, or the sentence why not
client.predict(frame, "reviews")               # a DataFrame for a DataFrame
"""

from ._async.client import AsyncClient
from ._sync.client import Client
from .answers import Predictions
from .errors import MaasError
from .sigv4 import SigV4

__all__ = ["AsyncClient", "Client", "MaasError", "Predictions", "SigV4"]
__version__ = "0.1.0"

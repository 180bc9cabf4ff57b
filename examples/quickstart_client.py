"""The same by the Python client, in three lines.

pip install './clients/python[pandas]'
python examples/quickstart_client.py
"""

import os
from pathlib import Path

from serverless_maas import Client

os.chdir(Path(__file__).parent / "sentiment")

client = Client()  # MAAS_URL, else http://127.0.0.1:8080
client.upload("model.onnx", "default")
print(client.predict("这是一个正面的文本", "default").frame().groupby("label").mean())

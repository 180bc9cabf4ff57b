"""From a model file to a table of predictions, over HTTP.

pip install requests pandas
python examples/quickstart.py [address of the service]
"""

import os
import sys
from pathlib import Path

import pandas
import requests

url = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("MAAS_URL", "http://127.0.0.1:8080")
os.chdir(Path(__file__).parent / "sentiment")

# 1. A model as an ONNX file. This one is scikit-learn's (sentiment/train.py); what
# torch.onnx.export writes is uploaded alike.

# 2. Upload it.
response = requests.post(url + "/upload", files={"model": open("model.onnx", "rb")})
print(response.status_code, response.json())
response.raise_for_status()

# 3. Ask it.
response = requests.post(url + "/predict", json={"text": "这是一个正面的文本"})
print(response.status_code, response.json())
response.raise_for_status()

# 4. Look at the answers as a table.
print(pandas.DataFrame(response.json()).groupby("label").mean())

texts = [
    "房间很干净，服务也热情",
    "酒店太吵，前台态度很差",
    "这本书很精彩，值得一读",
    "内容乏味，看了几页就后悔了",
    "I love it",
    "What a terrible hotel",
]
response = requests.post(url + "/predict", json={"text": texts})
response.raise_for_status()
print(pandas.DataFrame(response.json()).groupby("label").mean())

"""True and False in a column of numbers are refused: pandas.get_dummies has made booleans since
2.0, and every framework reads them as 1 and 0.

mlflow/mlflow#3996.
Right: 1 and 0; or a refusal that names the column and says what to send.
"""

from common import near, need, refused, said, weighted_sum


def run(service):
    name = service.serve(
        {"model.onnx": weighted_sum(), "columns.txt": "age\nsex_male\nsmoker_yes\nregion_north\n"}
    )
    response = service.predict(
        name, {"rows": [{"age": 10, "sex_male": True, "smoker_yes": False, "region_north": True}]}
    )
    if response.status_code == 200:
        return need(near(response.json()[0]["value"], 16), response.json(), "16")
    need(
        refused(response, "sex_male", "1"),
        said(response),
        "1 and 0, or a refusal that names the column sex_male and says to send 1 or 0",
    )

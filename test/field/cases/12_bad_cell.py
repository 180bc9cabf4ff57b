"""A cell that is not a number is told by its "position" in a matrix that the caller never made, not
by its row and column.

mlflow/mlflow#5525: values from a CSV file are text. Among a thousand rows of thirty columns,
"position 20,347 of 'X'" helps nobody.
Right: 400, naming the column ("petal width") and the row (1).
"""

from common import made, need, refused, said

COLUMNS = ["sepal length", "sepal width", "petal length", "petal width"]


def run(service):
    content, expected = made("iris")
    name = service.serve({"model.onnx": content, "columns.txt": "\n".join(COLUMNS)})
    rows = [dict(zip(COLUMNS, row)) for row in expected["rows"]]
    rows[1]["petal width"] = "n/a"
    response = service.predict(name, {"rows": rows})
    need(
        response.status_code == 400 and refused(response, "petal width", "row 1"),
        said(response),
        'a refusal that says: row 1, "petal width"',
    )

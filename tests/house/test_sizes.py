"""Files and functions stay short enough to be read in one sitting."""

import ast

from tests.house.files import name_of, python_files

FILE_LINES = 400
FUNCTION_LINES = 60


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in python_files()}
    assert len(lengths) > 10, "the files were not found"
    long = {name: lines for name, lines in lengths.items() if lines > FILE_LINES}
    assert not long, "split these: a file holds one thing"


def test_no_function_is_longer_than_60_lines() -> None:
    long, seen = {}, 0
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                seen += 1
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{name_of(path)}:{node.lineno} {node.name}"] = lines
    assert seen > 20, "the functions were not found"
    assert not long, "split these: a function does one thing"

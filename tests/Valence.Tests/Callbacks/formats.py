"""Writes formats.tsv: what Python's str.format makes of random paths; python3 formats.py > formats.tsv (3.11)."""
import random, re, string

draw = random.Random(11)
one = lambda text: draw.choice(text)
numbers = [0.0, -0.0, 1.0, 0.5, 2.5, 1.5, 0.125, 100.0, 1e16, 1e15, 123456789.125, 9.995, 0.1, 1e-5, 0.0001, 5e-324,
           1.7976931348623157e308, float("nan"), float("inf"), float("-inf"), 999999.5, 0.045, 1e22, -1234.5678, 12.0]
# The kinds that are filled in; z, # and other types are refused although Python knows them.
kinds = re.compile(r"(?:.?[<>=^])?[-+ ]?0?\d*[,_]?(?:\.\d+)?[defgFEG%]?", re.S)


def spec():
    text = ""
    if draw.random() < .35:
        text += draw.choice(["", "*", "0", "x", " ", "é", "=", "😀"]) + one("<>=^")
    text += draw.choice(["", "", "+", "-", " "])
    text += draw.choice("z#") if draw.random() < .04 else ""
    text += "0" if draw.random() < .3 else ""
    text += draw.choice(["", "", str(draw.randint(1, 24))])
    text += draw.choice(["", "", "", ",", "_"])
    text += f".{draw.randint(0, 20)}" if draw.random() < .5 else ""
    return text + (draw.choice(list("dfeg%FEG") + ["", "f", "g", "d"]) if draw.random() < .95 else one("nxbcs.,"))


for _ in range(700):
    small = draw.choice([1, -1]) * draw.random() * 10 ** draw.randint(-8, 12)
    name, value = draw.choice([("epoch", draw.choice([0, 1, 7, 12, 1234, 1234567])),
                               ("val_loss", draw.choice(numbers) if draw.random() < .5 else small)])
    field = "{" + name + (":" + spec() if draw.random() < .95 else "") + "}"
    path = draw.choice(["w.%s.keras", "%s", "{{a}}%s}}", "b-%s-{epoch}"]) % field
    if draw.random() < .06:
        path = draw.choice([path + "{", path.replace("}", "", 1), "{}" + path, "{0}" + path, path + "}",
                            "{val_loss!r}", "{epoch.real}", "{epoch[0]}", "{val_loss:{epoch}}", "{:d}", "{epoch{x}}"])
    values = {"epoch": 3, "val_loss": 0.25, name: value}
    try:
        for _, field, kind, conversion in string.Formatter().parse(path):
            if field is not None and (conversion or not field.isidentifier() or not kinds.fullmatch(kind)):
                raise ValueError("of another kind")
        made = path.format(**values)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError):
        made = None
    print("\t".join([path, str(values["epoch"]), repr(values["val_loss"]), "refused" if made is None else "=" + made]))

"""QR codes as SVG, which a template draws in the page: no request, and no leave from the content security policy."""

import segno


def qr_code(address: str) -> dict:
    """A QR code as one path of SVG, drawn by the template: `path`, and `size` with its quiet border."""
    code = segno.make(address, error="m", micro=False)
    rows = code.matrix_iter(border=4)
    path = "".join(f"M{x},{y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"path": path, "size": code.symbol_size(border=4)[0]}

"""The transposed convolution that Keras' NumPy backend takes from JAX, for one axis, written in NumPy."""
import jax
import numpy as np


def conv_transpose(x, kernel, strides, padding, rhs_dilation=(1,), dimension_numbers=None, transpose_kernel=True):
    """Each input step adds its kernel's window to the output; the padding says what of the sum is kept."""
    if x.ndim != 3 or not transpose_kernel:
        raise NotImplementedError("only one-dimensional, channels-last convolution")
    width, filters, _ = kernel.shape
    stride, dilation = strides[0], rhs_dilation[0] if not isinstance(rhs_dilation, int) else rhs_dilation
    span = (width - 1) * dilation + 1
    whole = np.zeros((x.shape[0], (x.shape[1] - 1) * stride + span, filters), x.dtype)
    for k in range(width):
        start = k * dilation
        whole[:, start:start + (x.shape[1] - 1) * stride + 1:stride] += x @ kernel[k].T
    before, after = padding[0]
    # The plain sum has span - 1 steps of padding on both sides in JAX' words.
    cut, rest = span - 1 - before, span - 1 - after
    if cut < 0 or rest < 0:
        whole = np.pad(whole, ((0, 0), (max(-cut, 0), max(-rest, 0)), (0, 0)))
    return whole[:, max(cut, 0):whole.shape[1] - max(rest, 0)]


jax.lax.conv_transpose = conv_transpose

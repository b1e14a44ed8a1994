"""What Keras' NumPy backend does otherwise than TensorFlow's and PyTorch's, done as they do it."""
import contextlib

import numpy as np
from keras.src import backend

convert, walk = backend.core.convert_to_tensor, backend.rnn


def kept(x, dtype=None, sparse=None, ragged=None):
    """An array of the right type itself, with its mask: NumPy's backend copies it, and the copy has none."""
    same = type(x) is np.ndarray and (dtype is None or backend.standardize_dtype(dtype) == str(x.dtype))
    return x if same and not sparse and not ragged else convert(x, dtype=dtype, sparse=sparse, ragged=ragged)


def repeating(step, inputs, states, go_backwards=False, mask=None, unroll=False, zero_output_for_mask=False, **rest):
    """A masked step repeats the output before it, and is zeros where there is none: NumPy's backend has a state
    there."""
    last, outputs, states = walk(step, inputs, states, go_backwards=go_backwards, mask=mask, unroll=unroll,
                                 zero_output_for_mask=zero_output_for_mask, **rest)
    if mask is None or mask.shape != outputs.shape[:2] or unroll:
        return last, outputs, states
    mask, outputs, before = np.asarray(mask, bool), np.array(outputs), np.zeros_like(last)
    for t in range(outputs.shape[1]):
        # Outputs are in the order in which the steps were taken.
        counts = mask[:, -1 - t if go_backwards else t].reshape(-1, *[1] * (before.ndim - 1))
        outputs[:, t] = np.where(counts, outputs[:, t], 0 if zero_output_for_mask else before)
        before = outputs[:, t]
    return before, outputs, states


@contextlib.contextmanager
def backends():
    """Within it, Keras computes as on the other backends."""
    backend.core.convert_to_tensor, backend.rnn = kept, repeating
    try:
        yield
    finally:
        backend.core.convert_to_tensor, backend.rnn = convert, walk

"""The net in PyTorch, as it is trained: floats and batch norms."""
import torch
from torch import nn
from torch.nn import functional

from architecture import LAYERS, evaluate


def convolution(layer):
    """The head keeps a bias; elsewhere the batch norm has one."""
    is_head = layer.name == "head"
    conv = nn.Conv2d(layer.inputs, layer.outputs, layer.kernel, layer.stride, layer.padding, groups=layer.groups, bias=is_head)
    return conv if is_head else nn.Sequential(conv, nn.BatchNorm2d(layer.outputs))


def _key(name):
    return name.replace(".", "_")  # PyTorch keeps the dot for itself


class NucleusNet(nn.Module):
    """In: n x 2 x height x width, encoded haematoxylin and DAB (stain.encode / 127) at about 0.5 um/px, edges multiples of 8.
    Out: the same size, logits of the centre map and of the inside map."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict({_key(layer.name): convolution(layer) for layer in LAYERS})

    def forward(self, x):
        return functional.pixel_shuffle(evaluate(self._apply, functional.pixel_unshuffle(x, 2)), 2)

    def _apply(self, name, x, residual=None, enlarge=False):
        x = self.layers[_key(name)](x)
        if enlarge:
            x = functional.interpolate(x, scale_factor=2)
        if residual is not None:
            x = x + residual
        return x if name == "head" else functional.relu(x)


def folded(net):
    """{layer: (weights, bias)} as float64 arrays, the batch norms' running statistics worked into them."""
    result = {}
    for layer in LAYERS:
        module = net.layers[_key(layer.name)]
        conv = module if layer.name == "head" else module[0]
        weights, bias = conv.weight.double(), conv.bias
        if layer.name != "head":
            norm = module[1]
            gain = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
            weights, bias = weights * gain[:, None, None, None], norm.bias.double() - norm.running_mean.double() * gain
        result[layer.name] = weights.detach().numpy(), bias.double().detach().numpy()
    return result


def reach_px(size=256):
    """How far, to the left, right, top and bottom, an output of one 8 x 8 cell of the grid sees, by the gradient of a net whose
    weights all count."""
    net = NucleusNet().eval()
    for parameter in net.parameters():
        nn.init.constant_(parameter, 0.1)
    x = torch.rand(1, 2, size, size, dtype=torch.float32, requires_grad=True)
    low = size // 2
    net(x)[0, :, low:low + 8, low:low + 8].sum().backward()
    seen = x.grad.abs().sum((0, 1)) > 0
    rows, columns = torch.where(seen.any(1))[0], torch.where(seen.any(0))[0]
    high = low + 7
    return [int(low - columns[0]), int(columns[-1] - high), int(low - rows[0]), int(rows[-1] - high)]

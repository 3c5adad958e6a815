"""The net in PyTorch, as it is trained: floats and batch norms."""
import torch
from torch import nn
from torch.nn import functional

from architecture import NUCLEUS_NET


def convolution(layer):
    """The head keeps a bias; elsewhere the batch norm has one."""
    is_head = layer.name == "head"
    conv = nn.Conv2d(layer.inputs, layer.outputs, layer.kernel, layer.stride, layer.padding, groups=layer.groups, bias=is_head)
    return conv if is_head else nn.Sequential(conv, nn.BatchNorm2d(layer.outputs))


def _key(name):
    return name.replace(".", "_")  # PyTorch keeps the dot for itself


class Net(nn.Module):
    """In: planes of encoded bytes / 127, n x 1 x height x width each, in the order of the architecture's folds, whose folded size
    is a multiple of the grid. Out: n x maps x height x width logits."""

    def __init__(self, architecture):
        super().__init__()
        self.architecture = architecture
        self.layers = nn.ModuleDict({_key(layer.name): convolution(layer) for layer in architecture.layers})

    def forward(self, *planes):
        folded_planes = [functional.pixel_unshuffle(plane, fold) for plane, fold in zip(planes, self.architecture.folds)]
        head = self.architecture.evaluate(self._run_layer, torch.cat(folded_planes, 1))
        return functional.pixel_shuffle(head, self.architecture.unfold)

    def _run_layer(self, name, x, residual=None, enlarge=False):
        x = self.layers[_key(name)](x)
        if enlarge:
            x = functional.interpolate(x, scale_factor=2)
        if residual is not None:
            x = x + residual
        return x if name == "head" else functional.relu(x)


def folded(net):
    """{layer: (weights, bias)} as float64 arrays, the batch norms' running statistics worked into them."""
    result = {}
    for layer in net.architecture.layers:
        module = net.layers[_key(layer.name)]
        conv = module if layer.name == "head" else module[0]
        weights, bias = conv.weight.double(), conv.bias
        if layer.name != "head":
            norm = module[1]
            gain = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
            weights, bias = weights * gain[:, None, None, None], norm.bias.double() - norm.running_mean.double() * gain
        result[layer.name] = weights.detach().numpy(), bias.double().detach().numpy()
    return result


def reach_px(architecture=NUCLEUS_NET, size=256):
    """How far, to the left, right, top and bottom, an output of one cell of the grid sees, in pixels of the first plane, by the
    gradient of a net whose weights all count."""
    net = Net(architecture).eval()
    for parameter in net.parameters():
        nn.init.constant_(parameter, 0.1)
    folds = architecture.folds
    planes = [torch.rand(1, 1, size * fold, size * fold, requires_grad=True) for fold in folds]
    cell = architecture.grid_px * architecture.unfold
    low = size * architecture.unfold // 2 // cell * cell
    net(*planes)[0, :, low:low + cell, low:low + cell].sum().backward()
    seen = planes[0].grad.abs().sum((0, 1)) > 0
    rows, columns = torch.where(seen.any(1))[0], torch.where(seen.any(0))[0]
    first, last = (n * folds[0] // architecture.unfold for n in (low, low + cell))
    return [int(first - columns[0]), int(columns[-1] - last + 1), int(first - rows[0]), int(rows[-1] - last + 1)]

"""How published models cut their clips, each with its source.

``shape_known`` says whether width, depth and heads could be checked; the token counts marked as
unconfirmed follow from settings that could not be checked at their source.
"""

from dataclasses import dataclass

from labs.spacetime_patches.cutting import Cut, Shape, latent_shape


@dataclass(frozen=True, slots=True)
class Published:
    slug: str
    name: str
    clip: Shape
    """Frames, height, width of the clip its source names."""
    tokens: int
    """What the source, or its settings, give for that clip."""
    squeezed: tuple[int, int]
    """What its VAE leaves out, in time and in space; (1, 1) without one."""
    patch: Shape
    width: int
    depth: int
    heads: int
    url: str
    causal: bool = True
    confirmed: bool = True
    shape_known: bool = False
    remark: str = ""

    def cut(self, clip: Shape) -> Cut:
        """Cut what the VAE leaves of a clip as this model does."""
        frames, pixels = self.squeezed
        return Cut(latent_shape(clip, frames, pixels, causal=self.causal), self.patch)

    @property
    def pixels(self) -> Shape:
        """The patch as it lies on the clip itself."""
        frames, pixels = self.squeezed
        return frames * self.patch[0], pixels * self.patch[1], pixels * self.patch[2]


def _arxiv(number: str) -> str:
    return f"https://arxiv.org/abs/{number}"


ALTERNATING = "attends within frames and along time in turn, so pays less than shown"

MODELS = (
    Published("vit", "ViT-B/16", (1, 224, 224), 196, (1, 1), (1, 16, 16), 768, 12, 12,
              _arxiv("2010.11929"), shape_known=True, remark="images: every frame alone"),
    Published("dit", "DiT-XL/2", (1, 256, 256), 256, (1, 8), (1, 2, 2), 1152, 28, 16,
              _arxiv("2212.09748"), shape_known=True, remark="images: every frame alone"),
    Published("videomae", "VideoMAE, ViT-B", (16, 224, 224), 1568, (1, 1), (2, 16, 16), 768, 12, 12,
              _arxiv("2203.12602")),
    Published("vivit", "ViViT-B/16×2", (32, 224, 224), 3136, (1, 1), (2, 16, 16), 768, 12, 12,
              _arxiv("2103.15691")),
    Published("vjepa2", "V-JEPA 2, ViT-L", (64, 256, 256), 8192, (1, 1), (2, 16, 16), 1024, 24, 16,
              _arxiv("2506.09985")),
    Published("latte", "Latte-XL/2", (16, 256, 256), 4096, (1, 8), (1, 2, 2), 1152, 28, 16,
              _arxiv("2401.03048"), remark=ALTERNATING),
    Published("cogvideox", "CogVideoX-5B", (49, 480, 720), 17_550, (4, 8), (1, 2, 2), 3072, 42, 48,
              _arxiv("2408.06072")),
    Published("wan21", "Wan 2.1 14B, 480p", (81, 480, 832), 32_760, (4, 8), (1, 2, 2), 5120, 40, 40,
              _arxiv("2503.20314")),
    Published("wan21_720p", "Wan 2.1 14B, 720p", (81, 720, 1280), 75_600, (4, 8), (1, 2, 2),
              5120, 40, 40, _arxiv("2503.20314"), confirmed=False),
    Published("wan22", "Wan 2.2 5B", (121, 704, 1280), 27_280, (4, 16), (1, 2, 2), 3072, 30, 24,
              "https://github.com/Wan-Video/Wan2.2", confirmed=False),
    Published("mochi", "Mochi 1", (163, 480, 848), 44_520, (6, 8), (1, 2, 2), 3072, 48, 24,
              "https://github.com/genmoai/mochi", confirmed=False),
    Published("hunyuan", "HunyuanVideo", (129, 720, 1280), 118_800, (4, 8), (1, 2, 2), 3072, 60, 24,
              _arxiv("2412.03603")),
    Published("ltx", "LTX-Video", (161, 512, 704), 7392, (8, 32), (1, 1, 1), 2048, 28, 32,
              _arxiv("2501.00103")),
    Published("opensora2", "Open-Sora 2, DC-AE", (128, 256, 256), 2048, (4, 32), (1, 1, 1),
              3072, 57, 24, _arxiv("2503.09642"), causal=False, confirmed=False),
    Published("oasis", "open-oasis", (32, 360, 640), 4608, (1, 20), (1, 2, 2), 1024, 16, 16,
              "https://github.com/etched-ai/open-oasis", remark=ALTERNATING),
)  # fmt: skip

BY_SLUG = {each.slug: each for each in MODELS}
MINUTE: Shape = (1440, 1080, 1920)
"""A minute of 1,920 × 1,080 at 24 frames a second."""

"""The card of *How a video becomes tokens*."""

from labs.contract import Claim, Lab, Needs, Panel, Paper
from labs.spacetime_patches.events import (
    Chunked,
    Compressed,
    Filled,
    Learned,
    Masked,
    Packed,
    Priced,
    Rebuilt,
    Sampled,
    Tokenized,
)
from labs.spacetime_patches.settings import PatchParams

SORA = "https://openai.com/index/video-generation-models-as-world-simulators/"

lab = Lab(
    package="labs.spacetime_patches",
    title="How a video becomes tokens",
    question="How does a transformer read a video?",
    hint="Pull an edge of the loose patch: the whole clip is cut anew, and the bill moves with it.",
    papers=(
        Paper("Video generation models as world simulators", "Brooks et al.", 2024, SORA),
        Paper("An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale",
              "Dosovitskiy et al.", 2020, "https://arxiv.org/abs/2010.11929"),
        Paper("Scalable Diffusion Models with Transformers", "Peebles, Xie", 2022,
              "https://arxiv.org/abs/2212.09748"),
        Paper("Patch n’ Pack: NaViT, a Vision Transformer for any Aspect Ratio and Resolution",
              "Dehghani et al.", 2023, "https://arxiv.org/abs/2307.06304"),
        Paper("VideoMAE: Masked Autoencoders are Data-Efficient Learners for Self-Supervised "
              "Video Pre-Training", "Tong et al.", 2022, "https://arxiv.org/abs/2203.12602"),
    ),
    params=PatchParams,
    panels=(
        Panel("cube", "The clip, cut", draws=(Sampled, Tokenized)),
        Panel("strip", "The sequence that a transformer reads", draws=(Tokenized,)),
        Panel("bill", "The bill", draws=(Tokenized, Priced)),
        Panel("pack", "Pack clips of any size", draws=(Packed, Masked)),
        Panel("compress", "Squeeze first, then cut", draws=(Compressed, Learned)),
        Panel("hide", "Throw tokens away", draws=(Filled, Rebuilt, Learned)),
        Panel("signals", "Not only video", draws=(Chunked,)),
    ),
    claims=(
        Claim(
            "sixteen",
            says="An Image is Worth 16x16 Words",
            source="Dosovitskiy et al. 2020, title: 224 × 224 pixels in patches of 16 × 16",
            url="https://arxiv.org/abs/2010.11929",
            expected=196, tolerance=0.5, quantity="tokens of a 224 × 224 picture",
        ),
        Claim(
            "spacetime",
            says="we turn videos into patches by first compressing videos into a lower-dimensional "
            "latent space, and subsequently decomposing the representation into spacetime patches",
            source="Brooks et al. 2024, section Turning visual data into patches; that a clip "
            "keeps at least 25 dB is this lab’s own reading",
            url=SORA,
            expected=35, tolerance=10, miniature=True,
            quantity="PSNR in dB of the clip after a 24-fold squeeze by this lab’s network",
        ),
        Claim(
            "quadratic-1080p",
            says="240p against 1080p is quadratic",
            source="The newsletter that this lab answers; attention costs O(n²·d) a layer by "
            "Vaswani et al. 2017, table 1",
            url="https://arxiv.org/abs/1706.03762",
            expected=411, tolerance=2, quantity="times the attention FLOP of 240p at 1080p",
        ),
        Claim(
            "dit-flops",
            says="DiT-XL/2 118.6 Gflops",
            source="Peebles & Xie 2022: 118.6 Gflops at 256 × 256 pixels, in multiply-adds",
            url="https://arxiv.org/abs/2212.09748",
            expected=118.6, tolerance=0.5, quantity="billion multiply-adds by this lab’s formulas",
        ),
        Claim(
            "chunks",
            says="reduced the runtime complexity by quadratic",
            source="The newsletter that this lab answers, of cutting EEG into chunks; attention "
            "costs O(n²·d) a layer by Vaswani et al. 2017, table 1",
            url="https://arxiv.org/abs/1706.03762",
            expected=2, tolerance=0.1,
            quantity="e, where k chunks that are read apart cost k^e times less attention",
        ),
    ),
    examples={
        "Frame by frame, as ViT": PatchParams(patch_frames=1, token=166, model="vit"),
        "VideoMAE’s cut": PatchParams(scene="cube", patch_frames=2, token=360, model="videomae"),
        "Four thousand patches": PatchParams(
            scene="ripples", patch_frames=2, patch_height=6, patch_width=8, token=2184
        ),
        "A cut that does not fit": PatchParams(
            scene="walker", patch_frames=5, patch_height=20, patch_width=28, token=12
        ),
        "Nine tenths hidden": PatchParams(keep=0.1, hide="tube"),
    },
    place=3,
    needs=Needs(device="any", memory_gb=2, seconds=3600),
)  # fmt: skip

"""
Services whose requests the gateway reads with a codec of their own, for whoever must tell people.

A service that is allowed without one is read in general terms: what cannot be read completely is
refused, so it may not work well until somebody has written its codec.
"""

from __future__ import annotations

OWN_CODECS = frozenset(
    {
        "anthropic-api",
        "azure-openai",
        "bing-chat",
        "cerebras",
        "chatgpt",
        "copilot",
        "deepseek",
        "deepseek-api",
        "fireworks-ai",
        "gemini",
        "github-copilot",
        "google-gemini-api",
        "groq",
        "hugging-face-inference",
        "microsoft-365-copilot",
        "mistral-api",
        "nebius",
        "nvidia-nim",
        "openai-api",
        "openrouter",
        "perplexity-api",
        "scaleway-ai",
        "together-ai",
        "xai-api",
    }
)
"""Slugs; `addons.services.registry` has the codecs, and a test holds the two together."""

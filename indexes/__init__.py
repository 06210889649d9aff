"""Chunks go in and are never lost; a question goes in, ranked passages come out."""

"""Reading office files: DOCX, PPTX, XLSX."""

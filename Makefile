# Thin aliases for ./dev, which needs no make.
.PHONY: demo test lint messages bench reset
demo test lint messages bench reset:
	@./dev $@

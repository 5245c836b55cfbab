.PHONY: lab-up lab-down

lab-up:
	@lab/up

lab-down:
	@lab/down

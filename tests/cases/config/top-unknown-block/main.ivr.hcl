resouce "acme_flow" "main" {}
variabel "x" {}
zzz {}
name = 5
variable = 3

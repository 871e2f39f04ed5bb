output "o" { value = local.x }
zzz {}

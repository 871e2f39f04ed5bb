output "all" { value = [path.root, path.module, workspace] }

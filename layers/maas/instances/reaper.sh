# A program that outlives its parent by a moment: learns process groups on its standard input
# ('+<id>' begins, '-<id>' has ended), and when that closes, however the parent died, kills those
# that are left. A model that hangs in ONNX Runtime would not notice by itself.
# A shell, as that takes a megabyte where Node takes forty.
groups=' '
while read -r line; do
  id=${line#?}
  case $line in
    +*) groups="$groups$id " ;;
    -*) case $groups in *" $id "*) groups="${groups%%" $id "*} ${groups#*" $id "}" ;; esac ;;
  esac
done
for id in $groups; do kill -9 "-$id"; done

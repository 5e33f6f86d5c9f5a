/** A button that opens files. */
export function FileButton(props: {
  label: string;
  accept: string;
  multiple?: boolean;
  onFiles: (files: readonly File[]) => void;
}) {
  return (
    <label class="button file-button">
      {props.label}
      <input
        type="file"
        accept={props.accept}
        multiple={props.multiple ?? false}
        onChange={({ currentTarget }) => {
          props.onFiles([...(currentTarget.files ?? [])]);
          // The same file can be chosen a second time.
          currentTarget.value = '';
        }}
      />
    </label>
  );
}

library demado_nfc;

import 'package:flet/flet.dart';

/// No control and no service: the plugin's Java class is all that the app needs of it.
class Extension extends FletExtension {}
